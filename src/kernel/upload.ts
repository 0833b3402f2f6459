/** A file that came with a call; whoever wants it moves it away before the call ends. */
export interface Upload {
  /** The field it was sent in. */
  readonly field: string;
  /** As the sender calls it. */
  readonly name: string;
  /** Where it lies. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}
