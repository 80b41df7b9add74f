import { Split } from 'lucide-react'
import type { Rule } from '../../../../../shared/condition.ts'
import type { ConditionalStep } from '../../../../../shared/steps/conditional.ts'
import { plural } from '../../../format.ts'
import { type Scope, TemplateValue } from '../template-value.tsx'
import styles from './conditional.module.css'
import { Facts, FormSection } from './form.tsx'
import { OPERATOR_WORDS } from './operators.ts'
import type { ConfigureProps, StepView } from './step-view.ts'

const plain = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.replace(/\{\{\s*([^}]*?)\s*\}\}/g, '$1')
}

const wordsOf = (rule: Rule): string =>
  `${plain(rule.left)} ${OPERATOR_WORDS[rule.operator]}${rule.right === undefined ? '' : ` ${plain(rule.right)}`}`

const RuleRow = ({ rule, scope }: { readonly rule: Rule; readonly scope: Scope }) => (
  <div className={styles.rule}>
    <TemplateValue value={rule.left} scope={scope} />
    <span className={styles.operator}>{OPERATOR_WORDS[rule.operator]}</span>
    {rule.right === undefined ? <span /> : <TemplateValue value={rule.right} scope={scope} />}
  </div>
)

const Configure = ({ step, scope, choice }: ConfigureProps<ConditionalStep>) => (
  <>
    <FormSection title="Condition" hint={choice === null ? undefined : `this run took ${choice}`}>
      {step.if.any.map((group, index) => (
        // A group has no id of its own and the form is read-only.
        <div key={JSON.stringify(group)}>
          {index > 0 ? <div className={styles.or}>or</div> : null}
          {group.all.map((rule, inner) => (
            <div key={JSON.stringify(rule)}>
              {inner > 0 ? <div className={styles.or}>and</div> : null}
              <RuleRow rule={rule} scope={scope} />
            </div>
          ))}
        </div>
      ))}
    </FormSection>
    <FormSection title="Branches">
      <Facts
        facts={[
          ['Yes', plural(step.whenTrue.length, 'step')],
          ['No', plural(step.whenFalse.length, 'step')],
        ]}
      />
    </FormSection>
  </>
)

/** The Conditional step: each rule over its values, and which way the run took. */
export const conditionalView: StepView<ConditionalStep> = {
  label: 'Conditional',
  icon: Split,
  summary: (step, { choice }) => {
    const rules = step.if.any.flatMap(group => group.all)
    const first = rules[0]
    const text = rules.length === 1 && first ? wordsOf(first) : plural(rules.length, 'rule')
    return choice === null ? text : `Took ${choice}: ${text}`
  },
  Configure,
}
