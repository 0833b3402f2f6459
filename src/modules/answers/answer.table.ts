export interface AnswerRecord {
  id: number;
  account_id: number;
  name: string;
  text: string;
  changed_at: number;
  /** Name and text, folded. */
  search: string;
}

declare module 'knex/types/tables.js' {
  interface Tables {
    saved_answers: AnswerRecord;
  }
}
