/** Numbers of documents: what other rooms use. */
export {
  continueFrom,
  type GivenNumber,
  NumberAlreadyGiven,
  type NumberRequest,
  nextNumber,
  peekNumber,
} from "./next-number.ts";
export { NoSeries, type NumberedThing, putSeries, type SeriesRule, seriesOf } from "./series-of.ts";
export {
  formatCodeNumber,
  formatNotation,
  formatSymbol,
  InvalidNotation,
  type NotationParts,
  type ParsedSymbol,
  parseSymbol,
} from "./symbol.ts";
