import { CircleCheck, Minus, TriangleAlert } from 'lucide-react'
import { plural } from '../../format.ts'
import type { Check } from './checks.ts'
import type { Verdict } from './media/judge.ts'
import styles from './response.module.css'

const ICON = { right: CircleCheck, wrong: TriangleAlert, unknown: Minus } as const
const TONE: Record<Verdict, string> = { right: 'ok', wrong: 'warn', unknown: 'd3' }
const WORD: Record<Verdict, string> = { right: 'passed', wrong: 'to look at', unknown: 'not judged' }

/** What was checked about an answer, what is to be looked at first. */
export const ChecksList = ({ checks }: { readonly checks: readonly Check[] }) => {
  const wrong = checks.filter(check => check.verdict === 'wrong').length
  const right = checks.filter(check => check.verdict === 'right').length
  return (
    <>
      <p className={styles.checksSummary}>
        {wrong > 0 ? (
          <span className="x warn">
            <TriangleAlert className="sm" aria-hidden />
            {wrong} to look at
          </span>
        ) : null}
        <span className="d3">{plural(right, 'check')} passed</span>
      </p>
      <ul className={styles.checks} aria-label="Checks">
        {checks.map(check => {
          const Icon = ICON[check.verdict]
          return (
            <li key={check.name} className={styles.check}>
              <span className={TONE[check.verdict]} role="img" aria-label={WORD[check.verdict]}>
                <Icon aria-hidden />
              </span>
              <span className={styles.checkName}>{check.name}</span>
              <span className={styles.checkText}>{check.text}</span>
            </li>
          )
        })}
      </ul>
    </>
  )
}
