/** Texts to vectors that lie near each other when the texts mean alike. */
export interface EmbeddingModel {
  /** Vectors of different models cannot be compared. */
  readonly id: string
  /**
   * One vector of length 1 for each text.
   * @throws {ModelError}
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>
}
