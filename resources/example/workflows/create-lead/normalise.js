// A step's Function: self-contained, (parameters, libraries) => value. Helpers may stand beside the default export.

/** "ada  LOVELACE" → "Ada Lovelace" */
const titleCase = text =>
  text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/(^|[ -])\p{L}/gu, letter => letter.toUpperCase())

export default function normalise({ lead, source }) {
  const email = lead.email.trim().toLowerCase()
  console.log('lead', email)
  return {
    email,
    name: lead.name ? titleCase(lead.name) : email.split('@')[0],
    company: lead.company?.trim() ?? null,
    source: source ?? 'unknown',
  }
}
