import type { Label } from '#contract/label.ts'

import type { Keep } from './answers.ts'

export type LabelChange = Partial<Pick<Label, 'name' | 'color' | 'description' | 'archived'>>

/** The words that reviews are given. None is ever deleted: history names it. */
export interface LabelStore {
  /** @throws {ApiError} where another has the name, or they are too many */
  insertLabel(label: Label, keep?: Keep<void>): Promise<void>
  getLabel(id: string): Promise<Label | undefined>
  /** @throws {ApiError} where another has the name, or it is merged */
  updateLabel(id: string, change: LabelChange): Promise<Label | undefined>
  /**
   * Reviews that have one label have the other in its place; history keeps what was said.
   * @returns the label that stays
   * @throws {ApiError} where one of them is not there, is merged, or both are the same
   */
  mergeLabel(id: string, into: string): Promise<Label>
  /** By their names, also those that are archived or merged; with `counts` in how many threads each is. */
  listLabels(include?: { counts?: boolean }): Promise<Label[]>
}
