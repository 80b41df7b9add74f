import { withoutHandlers } from './event-handlers.ts'

/** A page fit to be shown: what would run or load is taken out, and counted. */
export type SafeHtml = { readonly html: string; readonly scripts: number; readonly loads: number }

const LOADING_ATTRIBUTES = [
  'src',
  'srcset',
  'imagesrcset',
  'poster',
  'background',
  'data',
  'xlink:href',
  'ping',
  'manifest',
]
const ACTIVE = 'script, iframe, frame, frameset, object, embed, applet, base, meta[http-equiv], portal'

/** Nothing is loaded but what the page carries itself; a link tries a new window, which the sandbox refuses. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:; form-action 'none'; base-uri 'none'"

const isCarried = (address: string): boolean => /^\s*(data:(?!text\/html)|#)/i.test(address)

const withoutLoads = (css: string): string =>
  css
    .replaceAll(/@import[^;]*;?/gi, '')
    .replaceAll(/(url|image|image-set|src)\(\s*(['"]?)(?!\s*data:|#)[^)]*\)/gi, 'none')

/**
 * Takes scripts, frames, event handlers and every reference to something outside out of a page (safety.md, "Hostile content in a
 * previewer"). It is shown in a sandboxed frame under a policy that would refuse them too; without them nothing is even tried.
 */
export const safeHtml = (source: string): SafeHtml => {
  const calm = withoutHandlers(source)
  const page = new DOMParser().parseFromString(calm.source, 'text/html')
  let scripts = calm.handlers
  let loads = 0
  for (const element of page.querySelectorAll(ACTIVE)) {
    if (element.localName === 'script') scripts++
    else if (element.localName !== 'meta' && element.localName !== 'base') loads++
    element.remove()
  }
  for (const link of page.querySelectorAll('link')) {
    if (link.getAttribute('href')) loads++
    link.remove()
  }
  for (const style of page.querySelectorAll('style')) style.textContent = withoutLoads(style.textContent ?? '')
  for (const element of page.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      if (name.startsWith('on')) {
        scripts++
        element.removeAttribute(name)
      } else if (/^\s*javascript:/i.test(value)) {
        scripts++
        element.removeAttribute(name)
      } else if (LOADING_ATTRIBUTES.includes(name) && !isCarried(value)) {
        loads++
        element.removeAttribute(name)
      } else if (name === 'style') element.setAttribute(name, withoutLoads(value))
      else if (name === 'href' && element.localName !== 'a' && element.localName !== 'area' && !isCarried(value))
        element.removeAttribute(name)
    }
  }
  const policy = page.createElement('meta')
  policy.httpEquiv = 'Content-Security-Policy'
  policy.content = POLICY
  const target = page.createElement('base')
  target.target = '_blank'
  page.head.prepend(policy, target)
  const doctype = page.compatMode === 'CSS1Compat' ? '<!doctype html>' : ''
  return { html: doctype + page.documentElement.outerHTML, scripts, loads }
}
