import { createScriptedModel } from '#server/models/providers/scripted/scripted.ts'

/** The built-in scripted model, without its waits. `scripted-stall` still waits for its abort. */
export const createInstantModels = () =>
  createScriptedModel({
    sleep: (ms, signal) =>
      ms < 60_000
        ? Promise.resolve()
        : new Promise((_, reject) => {
            if (signal.aborted) reject(signal.reason)
            signal.addEventListener('abort', () => reject(signal.reason), { once: true })
          }),
  })
