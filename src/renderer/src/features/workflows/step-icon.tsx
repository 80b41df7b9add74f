import { Ban, CircleCheck, CirclePause, CircleSlash, CircleX, LoaderCircle, Timer } from 'lucide-react'
import { cx } from '../../components/cx.ts'
import type { StepPhase } from './step-state.ts'

/** A step's state in words, as names and titles carry it. */
export const PHASE_WORDS: Record<StepPhase, string> = {
  idle: 'not run',
  waiting: 'waiting',
  running: 'running',
  delayed: 'delayed',
  paused: 'paused',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
  disabled: 'disabled',
}

const ICONS = {
  running: [LoaderCircle, 'info spin'],
  delayed: [Timer, 'info'],
  paused: [CirclePause, 'warn'],
  succeeded: [CircleCheck, 'ok'],
  failed: [CircleX, 'bad'],
  cancelled: [Ban, 'd3'],
  disabled: [CircleSlash, 'd3'],
} as const

/** The icon of a step's state; nothing for the states that a word alone tells. */
export const PhaseIcon = ({ phase }: { readonly phase: StepPhase }) => {
  if (phase === 'idle' || phase === 'waiting' || phase === 'skipped') return null
  const [Icon, tone] = ICONS[phase]
  return <Icon className={cx('sm', tone)} aria-hidden />
}
