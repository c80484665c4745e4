import { lazyPart } from '#console/ui/lazy-part.tsx'

/** An image as large as the screen: few are looked at so. */
export const ImageViewer = lazyPart(
  () => import('./ImageViewer.tsx').then((module) => module.ImageViewer),
  { missing: 'The image could not be shown larger.', over: true, meanwhile: null },
)
