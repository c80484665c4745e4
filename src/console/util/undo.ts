/** Something that can be taken back. */
export interface Undoable {
  /** What was done: "Verdict: Pass". */
  text: string
  undo: () => Promise<unknown>
}

/** So many steps back are enough for anybody. */
const MOST = 50

/** What was done in this page, the last first to be taken back. */
export class UndoStack {
  #acts: readonly Undoable[] = []

  /** What would be taken back. */
  get last(): Undoable | undefined {
    return this.#acts.at(-1)
  }
  push(act: Undoable): void {
    this.#acts = [...this.#acts, act].slice(-MOST)
  }
  /** It was not done after all. */
  drop(act: Undoable): void {
    this.#acts = this.#acts.filter((each) => each !== act)
  }
  /** Takes back what was done last, or a certain act. What could not be taken back can be tried again. */
  async undo(act: Undoable | undefined = this.last): Promise<Undoable | undefined> {
    if (!act || !this.#acts.includes(act)) return undefined
    const place = this.#acts.indexOf(act)
    this.#acts = this.#acts.filter((each) => each !== act)
    try {
      await act.undo()
      return act
    } catch (error) {
      this.#acts = [...this.#acts.slice(0, place), act, ...this.#acts.slice(place)]
      throw error
    }
  }
}
