import { Boxes, FileInput, ScrollText } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { LiveStep } from '../../../../shared/control.ts'
import type { StepExecution } from '../../../../shared/execution.ts'
import type { Step } from '../../../../shared/steps/index.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { JsonTree } from '../../components/json-tree.tsx'
import { Select, type SelectOption } from '../../components/select.tsx'
import { type TabItem, Tabs } from '../../components/tabs.tsx'
import { clockTime, duration, plural } from '../../format.ts'
import { sourceKey, useWorkspace } from '../../stores/workspace.ts'
import { executionsOf, executionToShow, iterationKey, iterationLabel, scopeAt } from './iterations.ts'
import { StepError } from './step-error.tsx'
import { PHASE_WORDS, PhaseIcon } from './step-icon.tsx'
import styles from './step-inspector.module.css'
import { choiceIn, PHASES } from './step-state.ts'
import { stepForm, stepIcon } from './steps/index.ts'
import { TriggerForm, triggerIcon, triggerName } from './steps/trigger.tsx'
import type { Shown } from './use-shown.ts'
import { WorkflowProblem } from './workflow-problem.tsx'

/** The iteration a person chose in a run; in another run it is chosen anew. */
type IterationChoice = { readonly runId: string | undefined; readonly iteration: string }

type StepTab = 'configure' | 'input' | 'output' | 'logs'

const findStep = (steps: readonly Step[], id: string): Step | undefined => {
  for (const step of steps) {
    if (step.id === id) return step
    const inner =
      step.type === 'conditional'
        ? (findStep(step.whenTrue, id) ?? findStep(step.whenFalse, id))
        : step.type === 'fanOut'
          ? findStep(step.steps, id)
          : undefined
    if (inner) return inner
  }
  return undefined
}

const NotRun = ({ what }: { readonly what: string }) => (
  <EmptyState icon={<FileInput aria-hidden />} title={`No ${what} in this run`}>
    The shown run did not come to this step. Send a request, or pick another run on the left.
  </EmptyState>
)

const Data = ({ label, value }: { readonly label: string; readonly value: unknown }) => (
  <div className={styles.data}>
    <div className={styles.dataBar}>
      <span className="d3">as it was in this run</span>
      <span className={styles.grow} />
      <CopyButton label={`Copy ${label.toLowerCase()}`} text={JSON.stringify(value, null, 2) ?? 'null'} />
    </div>
    <JsonTree label={label} value={value} />
  </div>
)

const Logs = ({ execution }: { readonly execution: StepExecution | undefined }) => {
  const lines = execution?.logs ?? []
  if (lines.length === 0) {
    return (
      <EmptyState icon={<ScrollText aria-hidden />} title="No log lines">
        What a Function writes with <code>console.log</code> stands here, with its time.
      </EmptyState>
    )
  }
  return (
    <ol className={styles.logs}>
      {lines.map((line, index) => (
        <li key={`${index}:${line.at}`} data-level={line.level}>
          <span className="d3">{clockTime(line.at)}</span>
          <span className={styles.level}>{line.level}</span>
          <span className={styles.text}>{line.text}</span>
        </li>
      ))}
    </ol>
  )
}

const iterationOption = ({ iteration, status }: LiveStep): SelectOption => ({
  value: iterationKey(iteration),
  label: iterationLabel(iteration),
  ...(status === 'SUCCEEDED' ? {} : { icon: <PhaseIcon phase={PHASES[status]} />, hint: PHASE_WORDS[PHASES[status]] }),
})

/** The selected step: its form with real values, its input, output and log lines in the shown run, and its error when it failed. */
export const StepInspector = ({ shown, close }: { readonly shown: Shown; readonly close?: ReactNode }) => {
  const [tab, setTab] = useState<StepTab>('configure')
  const [choice, setChoice] = useState<IterationChoice>()
  const entry = shown.workflow
  const source = useWorkspace(state => (entry ? state.sources[sourceKey(entry)] : undefined))
  const document = entry?.document
  const { stepId } = shown
  const step = document && stepId ? findStep(document.steps, stepId) : undefined
  const runId = shown.summary?.id
  const begun = useMemo(() => executionsOf(shown.executions, stepId), [shown.executions, stepId])
  const current = executionToShow(begun, choice?.runId === runId ? choice?.iteration : undefined)
  const iteration = iterationKey(current?.iteration)
  const recorded = shown.detail?.steps
  const scope = useMemo(
    () =>
      document && recorded && scopeAt(document, recorded, stepId, iteration ? iteration.split('.').map(Number) : []),
    [document, recorded, stepId, iteration],
  )

  if (entry && !document) {
    return (
      <section className={styles.inspector} aria-label="Step">
        <div className={styles.broken}>
          <h2>
            {plural(entry.issues.length, 'problem')} in {entry.file}
          </h2>
          <WorkflowProblem entry={entry} />
          <p className="d2">
            Mend the file in your editor and save it: it is read again at once, and its steps show here.
          </p>
        </div>
      </section>
    )
  }
  if (!entry || !document || !stepId || (stepId !== 'trigger' && !step)) {
    return (
      <section className={styles.inspector} aria-label="Step">
        <EmptyState icon={<Boxes aria-hidden />} title="No step selected">
          Pick a step in the flow to see what it does and what it did.
        </EmptyState>
      </section>
    )
  }

  const execution = recorded?.find(one => one.stepId === stepId && iterationKey(one.iteration) === iteration)
  const phase = current ? PHASES[current.status] : shown.run.states[stepId]?.phase
  const name = step ? (step.name ?? step.id) : triggerName(document.trigger)
  const Icon = step ? stepIcon(step) : triggerIcon(document.trigger)
  const Form = step ? stepForm(step) : undefined
  const runError = shown.summary?.error
  const ofRun = runError?.stepId === stepId && begun.length < 2 ? runError : undefined
  const error = execution?.error ?? current?.error ?? ofRun
  const logCount = execution?.logs?.length ?? 0

  const items: TabItem<StepTab>[] = [
    {
      id: 'configure',
      label: 'Configure',
      content: (
        <div className={styles.pad}>
          {step && Form ? (
            <Form
              step={step}
              scope={scope}
              choice={choiceIn(execution?.output) ?? shown.run.choices[step.id] ?? null}
              execution={execution}
              source={source?.functions[step.id]}
            />
          ) : (
            <TriggerForm trigger={document.trigger} url={entry.triggerUrl} />
          )}
        </div>
      ),
    },
    {
      id: 'input',
      label: 'Input',
      content: execution ? <Data label="Input" value={execution.input} /> : <NotRun what="input" />,
    },
    {
      id: 'output',
      label: 'Output',
      content: execution ? <Data label="Output" value={execution.output} /> : <NotRun what="output" />,
    },
    {
      id: 'logs',
      label: 'Logs',
      ...(logCount > 0 ? { badge: logCount, badgeText: `${logCount} lines` } : {}),
      content: <Logs execution={execution} />,
    },
  ]

  return (
    <section className={styles.inspector} aria-label="Step">
      <header className={styles.bar}>
        <span className="acc">
          <Icon aria-hidden />
        </span>
        <h2 className="el" title={name}>
          {name}
        </h2>
        <span className="mono d3 el">{stepId}</span>
        <span className={styles.grow} />
        {begun.length > 1 ? (
          <Select
            label="Iteration"
            size="sm"
            showLabel
            value={iteration}
            options={begun.map(iterationOption)}
            onChange={next => setChoice({ runId, iteration: next })}
          />
        ) : null}
        {phase && phase !== 'idle' ? (
          <span className={styles.state}>
            <PhaseIcon phase={phase} />
            {PHASE_WORDS[phase]}
            {current?.durationMs == null ? null : <span className="mono d2">{duration(current.durationMs)}</span>}
          </span>
        ) : null}
        {close}
      </header>
      <Tabs
        label="Step"
        items={items}
        value={tab}
        onChange={setTab}
        between={
          error ? <StepError error={error} attempts={execution?.attempts ?? 1} missing={execution?.missing} /> : null
        }
      />
    </section>
  )
}
