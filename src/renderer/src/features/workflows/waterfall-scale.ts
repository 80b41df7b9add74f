/** The waterfall's time axis: from 0 to `end` milliseconds with `ticks` at round values. */
export type Scale = { readonly end: number; readonly ticks: readonly number[] }

const STEPS = [1, 2, 2.5, 5, 10]

/** A scale that holds `total` milliseconds in three to five round steps. */
export const scaleFor = (total: number): Scale => {
  const wanted = Math.max(total, 1) / 4
  const power = 10 ** Math.floor(Math.log10(wanted))
  const step = (STEPS.find(candidate => candidate * power >= wanted) ?? 10) * power
  const steps = Math.max(1, Math.ceil(total / step))
  return { end: steps * step, ticks: Array.from({ length: steps + 1 }, (_, index) => index * step) }
}

/** How a label stands at its place on the axis: with its middle there, or inwards at either end. */
export type Anchor = 'first' | 'middle' | 'last'

/** The response's label stands inwards of its line near the ends. `flag` in percent of the axis. */
export const flagAnchor = (flag: number): Anchor => (flag > 86 ? 'last' : flag < 12 ? 'first' : 'middle')

const spanOf = (at: number, width: number, anchor: Anchor): readonly [from: number, to: number] => {
  const from = anchor === 'first' ? at : anchor === 'last' ? at - width : at - width / 2
  return [from, from + width]
}

const TICK_WIDTH = 9

/** Whether a tick's label would touch the response's label, which is `width` wide. All in percent of the axis. */
export const meetsFlag = (at: number, anchor: Anchor, flag: number, width: number): boolean => {
  const [from, to] = spanOf(at, anchor === 'first' ? TICK_WIDTH / 3 : TICK_WIDTH, anchor)
  const [flagFrom, flagTo] = spanOf(flag, width, flagAnchor(flag))
  return from < flagTo && to > flagFrom
}
