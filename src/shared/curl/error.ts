/** A cURL command that cannot be read; the message says what of it. */
export class CurlError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CurlError'
  }
}
