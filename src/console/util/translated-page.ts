/**
 * Lets React go on in a page that the browser translates. A translator puts nodes of its own in place of
 * texts: React's are no longer where it left them, and to move one of those would end the page.
 */
export const surviveTranslators = (): void => {
  // Called on the node that they are asked of.
  // oxlint-disable-next-line typescript/unbound-method
  const { removeChild, insertBefore } = Node.prototype
  Node.prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    // What took its place stays: parts whose words change are kept from translators by `translate`.
    if (child.parentNode !== this) return child
    removeChild.call(this, child)
    return child
  }
  Node.prototype.insertBefore = function <T extends Node>(
    this: Node,
    child: T,
    before: Node | null,
  ): T {
    insertBefore.call(this, child, before?.parentNode === this ? before : null)
    return child
  }
}
