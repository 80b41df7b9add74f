/** What a masked value reads (contract §4). */
export const MASK = '••••••'

/** Shorter values are not looked for in texts: they would be found everywhere. */
export const SHORTEST_SECRET = 8
