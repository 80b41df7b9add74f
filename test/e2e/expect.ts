import type { Locator } from 'playwright-core'

/** Waits until an element is seen; fails with Playwright's own account of why it was not. */
export const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible', timeout: 10_000 })

/** Waits until no such element is seen. */
export const gone = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'hidden', timeout: 10_000 })
