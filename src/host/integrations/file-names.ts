/** Names that Windows keeps for devices, with any ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const FORBIDDEN = /[\u0000-\u001f\u007f<>:"|?*\\]/g

/** A file name that Windows, macOS and Linux all take: what one of them refuses becomes `_`. */
export function cleanName(name: string): string {
  const clean = name
    .normalize('NFC')
    .replace(FORBIDDEN, '_')
    .replaceAll('/', '_')
    .replace(/[. ]+$/, match => '_'.repeat(match.length))
  return DEVICES.test(clean) ? `_${clean}` : clean
}

/** A path whose every name is clean; `.` and `..` stay for the check that keeps it inside its folder. */
export function cleanPath(path: string): string {
  return path
    .split('/')
    .map(name => (name === '.' || name === '..' ? name : cleanName(name)))
    .join('/')
}
