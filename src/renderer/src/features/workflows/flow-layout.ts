import type { Step } from '../../../../shared/steps/index.ts'
import { type Choice, type RunStates, wasReached } from './step-state.ts'

/** How a line or label stands to the shown run: on the path, off it, or undecided. */
export type FlowTone = 'taken' | 'skipped' | 'plain'

export type FlowNode = { readonly id: string; readonly step: Step | null; readonly depth: number; readonly top: number }
export type FlowLabel = {
  readonly key: string
  readonly text: string
  readonly depth: number
  readonly top: number
  readonly tone: FlowTone
}
export type FlowEdge = { readonly d: string; readonly tone: FlowTone }
export type FlowLayout = {
  readonly nodes: readonly FlowNode[]
  readonly labels: readonly FlowLabel[]
  readonly edges: readonly FlowEdge[]
  readonly height: number
  readonly depth: number
}

/** Pixels of the flow: the left edge of cards, one indent, a card's height, and where its line leaves it. */
export const FLOW = { left: 26, indent: 40, card: 44, stem: 21, top: 12 } as const

const GAP = 14
/** Room for the row that says when the response was sent. */
const GAP_AFTER_RESPONSE = 30
const LABEL = { height: 20, above: 12, below: 6 } as const
const REJOIN = 32
const NEXT_BRANCH = { rejoining: 26, ending: 8 } as const
const BEND = 10

/** An open end of the path that the next card joins. */
type Tail = { readonly x: number; readonly y: number; readonly tone: FlowTone }

const stemOf = (depth: number): number => FLOW.left + depth * FLOW.indent + FLOW.stem
export const leftOf = (depth: number): number => FLOW.left + depth * FLOW.indent

const branchTone = (choice: Choice, mine: 'Yes' | 'No'): FlowTone => {
  if (choice === null) return 'plain'
  return choice === mine ? 'taken' : 'skipped'
}

/**
 * Places a workflow's cards, its Yes and No labels and the lines between them. Positions do not depend on the run: it only tones lines
 * and labels, so nothing moves while a path lights up.
 */
export const layoutFlow = (steps: readonly Step[], { states, choices }: RunStates): FlowLayout => {
  const nodes: FlowNode[] = [{ id: 'trigger', step: null, depth: 0, top: FLOW.top }]
  const labels: FlowLabel[] = []
  const edges: FlowEdge[] = []
  let deepest = 0

  const toneTo = (step: Step, tail: Tail): FlowTone => {
    if (tail.tone === 'skipped') return 'skipped'
    const state = states[step.id]
    if (wasReached(state)) return 'taken'
    return state?.phase === 'skipped' ? 'skipped' : 'plain'
  }

  const join = (tail: Tail, x: number, top: number, tone: FlowTone): void => {
    if (tail.x === x) edges.push({ d: `M${x} ${tail.y}V${top}`, tone })
    else if (tone !== 'skipped') {
      const turn = tail.y + 5 + BEND
      edges.push({
        d: `M${tail.x} ${tail.y}V${tail.y + 5}Q${tail.x} ${turn} ${tail.x - BEND} ${turn}H${x + BEND}Q${x} ${turn} ${x} ${turn + BEND}V${top}`,
        tone,
      })
    }
  }

  const branch = (
    owner: Step,
    text: string,
    inner: readonly Step[],
    tone: FlowTone,
    depth: number,
    from: number,
    top: number,
  ): { bottom: number; tails: Tail[] } => {
    const x = stemOf(depth)
    const middle = top + LABEL.height / 2
    edges.push({ d: `M${x} ${from}V${middle - BEND}Q${x} ${middle} ${x + BEND} ${middle}H${leftOf(depth + 1)}`, tone })
    labels.push({ key: `${owner.id}-${text}`, text, depth: depth + 1, top, tone })
    const start: Tail = { x: stemOf(depth + 1), y: top + LABEL.height, tone }
    if (inner.length === 0) return { bottom: start.y, tails: [start] }
    return sequence(inner, depth + 1, start.y + LABEL.below, [start])
  }

  const sequence = (
    list: readonly Step[],
    depth: number,
    firstTop: number,
    incoming: Tail[],
  ): { bottom: number; tails: Tail[] } => {
    const x = stemOf(depth)
    deepest = Math.max(deepest, depth)
    let top = firstTop
    let tails = incoming
    let bottom = firstTop
    for (const [index, step] of list.entries()) {
      const isLast = index === list.length - 1
      for (const tail of tails) join(tail, x, top, toneTo(step, tail))
      nodes.push({ id: step.id, step, depth, top })
      bottom = top + FLOW.card
      const ownTone: FlowTone = wasReached(states[step.id])
        ? 'taken'
        : states[step.id]?.phase === 'skipped'
          ? 'skipped'
          : 'plain'
      tails = [{ x, y: bottom, tone: ownTone }]
      if (step.type === 'conditional') {
        const choice = choices[step.id] ?? null
        const decided = ownTone === 'skipped' ? 'skipped' : undefined
        const yes = branch(
          step,
          'Yes',
          step.whenTrue,
          decided ?? branchTone(choice, 'Yes'),
          depth,
          bottom,
          bottom + LABEL.above,
        )
        const ownGap = isLast && depth === 0 ? NEXT_BRANCH.ending : NEXT_BRANCH.rejoining
        const gap = nodes.at(-1)?.step?.type === 'response' ? Math.max(ownGap, GAP_AFTER_RESPONSE) : ownGap
        const no = branch(
          step,
          'No',
          step.whenFalse,
          decided ?? branchTone(choice, 'No'),
          depth,
          bottom,
          yes.bottom + gap,
        )
        bottom = no.bottom
        tails = [...yes.tails, ...no.tails]
        top = bottom + REJOIN
      } else if (step.type === 'fanOut') {
        const each = branch(step, 'Each item', step.steps, ownTone, depth, bottom, bottom + LABEL.above)
        bottom = each.bottom
        tails = each.tails
        top = bottom + REJOIN
      } else top = bottom + (step.type === 'response' ? GAP_AFTER_RESPONSE : GAP)
    }
    return { bottom, tails }
  }

  const triggerBottom = FLOW.top + FLOW.card
  const end = sequence(steps, 0, triggerBottom + GAP, [{ x: stemOf(0), y: triggerBottom, tone: 'plain' }])
  const order: Record<FlowTone, number> = { skipped: 0, plain: 1, taken: 2 }
  return {
    nodes,
    labels,
    edges: edges.sort((a, b) => order[a.tone] - order[b.tone]),
    height: Math.max(end.bottom, triggerBottom) + 44,
    depth: deepest,
  }
}
