const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i
const longest = 200

/**
 * A file name that Windows, macOS and Linux all take, from one that came over the wire: folders, control characters and
 * `<>:"|?*` go, as do leading dots and trailing dots and spaces; a Windows device name gets an underscore.
 */
export function safeFileName(suggested: string): string {
  const last = suggested.split(/[\\/]/).at(-1) ?? ''
  const cleaned = Array.from(last)
    .filter(character => character > '\u001f' && character !== '\u007f' && !'<>:"|?*'.includes(character))
    .join('')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, longest)
  if (!cleaned) return 'response'
  return reserved.test(cleaned) ? `_${cleaned}` : cleaned
}
