/** In the place of `@ungap/structured-clone`, hence its default export; see `vite.config.ts`. */
// oxlint-disable-next-line import/no-default-export
export default structuredClone
