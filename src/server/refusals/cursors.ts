import { ApiError } from './api-error.ts'

/** A cursor that names no object of its list. */
export class NoCursor extends ApiError {
  constructor(param: 'after' | 'before', cursor: string) {
    super(404, null, `No object found with id '${cursor}'.`, param)
  }
}
