import type { Figure } from './figures.ts'

export async function consoleFigures(): Promise<Figure[]> {
  return []
}
