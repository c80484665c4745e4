/** In the place of `@ungap/structured-clone`; see `vite.config.ts`. */
export default structuredClone
