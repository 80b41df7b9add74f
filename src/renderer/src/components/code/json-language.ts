import { languages } from 'monaco-editor/editor'

/**
 * JSON's colours and brackets. Monaco's own JSON service is left out: it brings a worker and, in 0.57, registers every editor feature
 * after the editor has started, which breaks it.
 */
export const registerJson = (): void => {
  languages.register({ id: 'json' })
  languages.setLanguageConfiguration('json', {
    brackets: [
      ['{', '}'],
      ['[', ']'],
    ],
    indentationRules: { increaseIndentPattern: /^.*[{[]\s*$/, decreaseIndentPattern: /^\s*[}\]].*$/ },
    wordPattern: /(-?\d*\.\d\w*)|([^[{\]}:",\s]+)/,
  })
  languages.setMonarchTokensProvider('json', {
    tokenPostfix: '.json',
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'string.key'],
        [/"(?:[^"\\]|\\.)*"?/, 'string.value'],
        [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
        [/\b(?:true|false|null)\b/, 'keyword'],
        [/\{\{[^}]*\}\}/, 'variable'],
        [/[{}[\],:]/, 'delimiter'],
      ],
    },
  })
}
