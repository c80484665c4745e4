/** Stands where the field of the list will be. */
export const FieldPlace = () => (
  <div aria-hidden className="shrink-0 px-3.5 pb-2.5">
    <div className="h-9 rounded-control border border-line-strong bg-raise" />
  </div>
)
