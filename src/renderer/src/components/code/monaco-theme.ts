import { editor } from 'monaco-editor/editor'
import type { Theme } from '../../theme/theme.ts'

/** The name under which Monaco knows the theme made of the page's tokens. */
export const themeName = (theme: Theme): string => `triggerbench-${theme}`

/** Monaco takes `#rrggbb` and `#rrggbbaa` only; the tokens may be written short. */
const longHex = (colour: string): string =>
  /^#[0-9a-f]{3,4}$/i.test(colour) ? `#${[...colour.slice(1)].map(digit => digit + digit).join('')}` : colour

/** Defines Monaco's theme from the CSS tokens in force, so there is one list of colours. */
export const defineThemes = (theme: Theme): void => {
  const computed = getComputedStyle(document.documentElement)
  const token = (name: string) => longHex(computed.getPropertyValue(`--${name}`).trim())
  const ink = (name: string) => token(name).slice(1)
  editor.defineTheme(themeName(theme), {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      { token: '', foreground: ink('ink') },
      { token: 'comment', foreground: ink('ink3') },
      { token: 'string', foreground: ink('str') },
      { token: 'string.key.json', foreground: ink('key') },
      { token: 'string.value.json', foreground: ink('str') },
      { token: 'number', foreground: ink('num') },
      { token: 'variable', foreground: ink('accent') },
      { token: 'regexp', foreground: ink('str') },
      { token: 'keyword', foreground: ink('late') },
      { token: 'keyword.json', foreground: ink('late') },
      { token: 'type', foreground: ink('key') },
      { token: 'tag', foreground: ink('key') },
      { token: 'metatag', foreground: ink('late') },
      { token: 'attribute.name', foreground: ink('late') },
      { token: 'attribute.value', foreground: ink('str') },
      { token: 'delimiter', foreground: ink('ink2') },
      { token: 'delimiter.html', foreground: ink('ink3') },
      { token: 'delimiter.xml', foreground: ink('ink3') },
    ],
    colors: {
      'editor.background': token('bg'),
      'editor.foreground': token('ink'),
      'editorLineNumber.foreground': token('ink3'),
      'editorLineNumber.activeForeground': token('ink2'),
      'editorCursor.foreground': token('accent'),
      'editor.selectionBackground': `${token('accent')}52`,
      'editor.inactiveSelectionBackground': `${token('accent')}30`,
      'editor.findMatchBackground': `${token('warn')}66`,
      'editor.findMatchHighlightBackground': `${token('warn')}33`,
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map(depth => [`editorBracketHighlight.foreground${depth}`, token('ink2')]),
      ),
      'editorBracketHighlight.unexpectedBracket.foreground': token('bad'),
      'editorBracketMatch.background': token('hover'),
      'editorBracketMatch.border': token('line2'),
      'editorIndentGuide.background1': token('line'),
      'editorIndentGuide.activeBackground1': token('line2'),
      'editorWhitespace.foreground': token('line2'),
      'editorGutter.background': token('bg'),
      'editorGutter.foldingControlForeground': token('ink3'),
      'editor.foldBackground': token('accent-soft'),
      'editorWidget.background': token('raised'),
      'editorWidget.foreground': token('ink'),
      'editorWidget.border': token('line2'),
      'editorHoverWidget.background': token('raised'),
      'editorHoverWidget.border': token('line2'),
      'editorError.foreground': token('bad'),
      'editorWarning.foreground': token('warn'),
      'editorInfo.foreground': token('info'),
      'input.background': token('bg'),
      'input.foreground': token('ink'),
      'input.border': token('line2'),
      'inputOption.activeBackground': token('accent-soft'),
      'inputOption.activeForeground': token('accent'),
      'inputOption.activeBorder': token('accent'),
      focusBorder: token('accent'),
      'scrollbarSlider.background': `${token('line2')}aa`,
      'scrollbarSlider.hoverBackground': token('line2'),
      'scrollbarSlider.activeBackground': token('ink3'),
      'widget.shadow': token('shade'),
    },
  })
}
