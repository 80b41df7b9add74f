/** How much of a refused request's body is kept (contract §2). */
export const MAX_REFUSED_BODY = 1024 * 1024

/** How long what a refused request still sends is read and thrown away before the connection is cut, in milliseconds. */
export const LINGER = 10_000

/** How long a sender of a refused request may pause before it is answered, in milliseconds. */
export const QUIET = 1_000
