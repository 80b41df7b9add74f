/**
 * Masks the text parts of a multipart body; parts with a file name are kept to the byte (RFC 7578 §4.2). A body whose
 * boundary cannot be found is kept as it is.
 */
export function maskMultipart(body: Buffer, contentType: string, mask: (part: Buffer) => Buffer): Buffer {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return body
  const delimiter = Buffer.from(`--${boundary}`)
  const pieces: Buffer[] = []
  let from = 0
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, from)) {
    pieces.push(maskPart(body.subarray(from, at), mask), delimiter)
    from = at + delimiter.length
  }
  pieces.push(maskPart(body.subarray(from), mask))
  return Buffer.concat(pieces)
}

function maskPart(part: Buffer, mask: (part: Buffer) => Buffer): Buffer {
  const end = part.indexOf('\r\n\r\n')
  if (end < 0) return part
  const head = part.toString('latin1', 0, end)
  return /filename\*?=/i.test(head) ? part : mask(part)
}
