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
