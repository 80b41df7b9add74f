import { describe, expect, it } from 'vitest'
import { withoutHandlers } from '../../../src/renderer/src/features/response/media/event-handlers.ts'
import { safeHtml } from '../../../src/renderer/src/features/response/media/safe-html.ts'

const shown = (body: string) => new DOMParser().parseFromString(safeHtml(body).html, 'text/html')

describe('event handlers', () => {
  it.each([
    ['<p onclick="a()">x</p>', '<p>x</p>', 1],
    ['<p class=a onclick=\'a(">")\' id=b>on time=5</p>', '<p class=a id=b>on time=5</p>', 1],
    ['<img/onerror=a() src=x>', '<img src=x>', 1],
    ['<a title="onclick=1">onclick=1</a>', '<a title="onclick=1">onclick=1</a>', 0],
    ['a < b on=1', 'a < b on=1', 0],
    ['<p onclick="', '<p', 1],
    ['<p ONCLICK = x>', '<p>', 1],
  ])('%s', (source, without, handlers) => {
    expect(withoutHandlers(source)).toEqual({ source: without, handlers })
  })

  it('are taken out of a hostile page in one pass', () => {
    const began = performance.now()
    withoutHandlers('<a '.repeat(300_000))
    withoutHandlers('<a b="'.repeat(200_000))
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

describe('a page that is previewed', () => {
  it('keeps its text and its own styles', () => {
    const page = shown('<!doctype html><style>h1{color:teal}</style><h1 style="margin:0">Hello</h1>')
    expect(page.querySelector('h1')?.outerHTML).toBe('<h1 style="margin:0">Hello</h1>')
    expect(page.querySelector('style')?.textContent).toBe('h1{color:teal}')
    expect(page.compatMode).toBe('CSS1Compat')
  })

  it('has no script left in any form', () => {
    const page = shown(
      '<script>1</script><img onerror="x()" src="data:image/png;base64,AA=="><a href=" javascript:x()">a</a><svg><script>2</script></svg>',
    )
    expect(page.documentElement.outerHTML).not.toMatch(/script|onerror/)
    expect(page.querySelector('img')?.getAttribute('src')).toContain('data:')
  })

  it('loads nothing', () => {
    const { html, loads } = safeHtml(
      '<link rel=stylesheet href=http://a.test/x.css><img src=http://a.test/x.png srcset="y 2x"><iframe src=http://a.test></iframe><style>@import "x.css"; p{background:url(http://a.test/p.png)}</style><div style="background:url(//a.test/q)"></div><object data=x></object><video poster=p></video>',
    )
    expect(html).not.toMatch(/a\.test|@import|iframe|object|poster|srcset/)
    expect(loads).toBeGreaterThan(4)
  })

  it('goes nowhere by itself', () => {
    expect(
      safeHtml('<meta http-equiv="refresh" content="0;url=http://a.test"><base href="http://a.test/">').html,
    ).not.toContain('a.test')
  })

  it('stands under a policy that refuses what was overlooked', () => {
    expect(shown('<p>x').querySelector('meta')?.content).toContain("default-src 'none'")
  })

  it('counts what it left out', () => {
    expect(safeHtml('<script></script><p onclick="x">a</p><img src="x.png">')).toMatchObject({ scripts: 2, loads: 1 })
  })
})
