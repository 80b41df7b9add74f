/** How much of a refused request's body is kept (contract §2). */
export const MAX_REFUSED_BODY = 1024 * 1024

/** How long what a refused request still sends is read and thrown away before the connection is cut, in milliseconds. */
export const LINGER = 10_000
