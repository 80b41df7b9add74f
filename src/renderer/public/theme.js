// Runs before the first paint, so that a light desktop never sees a dark flash; the CSP allows no inline script.
;(() => {
  let choice = null
  try {
    choice = localStorage.getItem('triggerbench.theme')
  } catch {
    choice = null
  }
  const light = choice === 'light' || (choice !== 'dark' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
})()
