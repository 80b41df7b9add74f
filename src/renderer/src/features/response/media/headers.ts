import type { HeaderList } from '../../../../../shared/execution.ts'

/** The first value of a header, whatever its case; undefined when it is not there. */
export const headerOf = (headers: HeaderList, name: string): string | undefined =>
  headers.find(([candidate]) => candidate.toLowerCase() === name)?.[1]
