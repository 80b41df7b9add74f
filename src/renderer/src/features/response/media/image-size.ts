/** Pixels of an image, read from its head without decoding it. */
export type ImageSize = { readonly width: number; readonly height: number }

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end))

const jpegSize = (view: DataView): ImageSize | undefined => {
  let at = 2
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    if (marker === 0xff) at += 1
    else if (marker === 0xd8 || (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01) at += 2
    else at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

const webpSize = (bytes: Uint8Array, view: DataView): ImageSize | undefined => {
  const chunk = ascii(bytes, 12, 16)
  if (chunk === 'VP8X')
    return {
      width: 1 + (view.getUint32(24, true) & 0xffffff),
      height: 1 + (view.getUint16(27, true) | (view.getUint8(29) << 16)),
    }
  if (chunk === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (chunk !== 'VP8L') return undefined
  const bits = view.getUint32(21, true)
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) }
}

/**
 * The size an image's header names: PNG, GIF, BMP, WebP and JPEG (whose frame header must lie in the bytes given); undefined for
 * others. It lets a page refuse to decode an image of a billion pixels that is a hundred bytes long.
 */
export const readImageSize = (head: Uint8Array): ImageSize | undefined => {
  if (head.length < 30) return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (ascii(head, 1, 4) === 'PNG') return { width: view.getUint32(16), height: view.getUint32(20) }
  if (ascii(head, 0, 3) === 'GIF') return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
  if (ascii(head, 0, 2) === 'BM')
    return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return webpSize(head, view)
  return view.getUint16(0) === 0xffd8 ? jpegSize(view) : undefined
}
