/** The offices that control procedures on the day of the question (NĐ 63/2010/NĐ-CP Art. 4). */
export interface Keepers {
  readonly keepers: readonly string[];
}
