// Tells those whose browser is too old so, in the place of a page that stays blank. A classic script in old
// syntax: it has to run where the console's modules cannot. `#root` goes, so that nothing is drawn over it.
;(function () {
  var needed = [
    window.Promise && Promise.withResolvers,
    window.URL && URL.parse,
    window.AbortSignal && AbortSignal.any,
    window.HTMLElement && HTMLElement.prototype.showPopover,
    Array.prototype.toSorted,
    Object.hasOwn,
  ]
  for (var at = 0; at < needed.length; at++) {
    if (!needed[at]) {
      var text = document.createElement('p')
      text.setAttribute('role', 'alert')
      text.style.cssText =
        'margin: 3rem auto; max-width: 34rem; padding: 0 1rem; font: 1rem sans-serif'
      text.textContent =
        'This browser is too old for Clew. It needs Chrome or Edge 126, Firefox 126, Safari 18, or later.'
      var root = document.getElementById('root')
      root.parentNode.replaceChild(text, root)
      return
    }
  }
})()
