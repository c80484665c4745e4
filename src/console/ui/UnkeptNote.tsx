import type { Unkept } from '../util/drafts.ts'

const why: Record<Unkept, string> = {
  full: 'This browser’s storage is full. Drafts that are sent or emptied make room in it.',
  closed: 'This browser keeps nothing for this page.',
}

/** Says that what is typed would not outlive the page. */
export const UnkeptNote = ({ unkept }: { unkept: Unkept | undefined }) => (
  // It stands there empty too: a region is read aloud for what is put into it.
  <output className="block text-small text-attention empty:hidden">
    {unkept && `This draft is lost when the page is closed or reloaded. ${why[unkept]}`}
  </output>
)
