export {
  type BeginPlugInSigning,
  beginPlugInSigning,
  type PlugInCall,
  type PlugInParameters,
} from "./begin-plug-in-signing.ts";
export { type CompleteSigned, completeActsOf } from "./completions.ts";
export { plugInSentence } from "./refusals.ts";
export { type PlugInFunction, plugInSettings, plugInStandIn } from "./settings.ts";
