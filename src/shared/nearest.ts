/** The option that `word` was probably meant to be: the fewest edits, at most a third of its length (and at least 1); undefined when none is near. */
export function nearest(word: string, options: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const option of options) {
    const edits = distance(word.toLowerCase(), option.toLowerCase(), fewest)
    if (edits < fewest) {
      best = option
      fewest = edits
    }
  }
  return best
}

/** What other tools call things that have a name of their own here. */
const ELSEWHERE: ReadonlyMap<string, readonly string[]> = new Map([
  ['if', ['conditional']],
  ['ifelse', ['conditional']],
  ['branch', ['conditional']],
  ['loop', ['fanOut']],
  ['map', ['fanOut']],
  ['foreach', ['fanOut']],
  ['code', ['function']],
  ['script', ['function']],
  ['http', ['request']],
  ['api', ['request']],
  ['wait', ['delay']],
  ['sleep', ['delay']],
  ['action', ['integration']],
  ['reply', ['response']],
  ['then', ['whenTrue']],
  ['else', ['whenFalse']],
  ['==', ['stringExactlyMatches', 'numberEquals', 'dateTimeEquals']],
  ['equals', ['stringExactlyMatches', 'numberEquals', 'dateTimeEquals']],
  ['!=', ['stringDoesNotExactlyMatch', 'numberDoesNotEqual']],
  ['>', ['numberGreaterThan', 'stringGreaterThan', 'dateTimeAfter']],
  ['<', ['numberLessThan', 'stringLessThan', 'dateTimeBefore']],
  ['>=', ['numberGreaterThanOrEqualTo']],
  ['<=', ['numberLessThanOrEqualTo']],
])

/** Ends a sentence: `; did you mean name?`, or the few options there are, or nothing. */
export function didYouMean(word: string, options: readonly string[]): string {
  const near = nearest(word, options)
  if (near !== undefined) return `; did you mean ${near}?`
  const elsewhere = (ELSEWHERE.get(word.toLowerCase()) ?? []).filter(name => options.includes(name))
  const within = word.length < 3 ? [] : options.filter(option => option.toLowerCase().includes(word.toLowerCase()))
  const likely = elsewhere.length > 0 ? elsewhere : within
  if (likely.length > 0 && likely.length <= 6) return `; did you mean ${likely.join(' or ')}?`
  return options.length > 0 && options.length <= 12 ? `; it is one of ${options.join(', ')}` : ''
}

/** Edits between two words (insert, delete, replace, swap two neighbours), given up at `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (!same && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1)
      row.push(edits)
    }
    beforeLast = last
    last = row
  }
  return Math.min(limit, last[b.length] ?? limit)
}
