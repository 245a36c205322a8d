import { type CodeLanguage, codeLanguageNamed, plainText } from '../../ui/code/code-language'

/** A file's name says it best; without one, the text is looked at. */
export function detectLanguage(code: string, fileName = ''): CodeLanguage {
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]
  const named = extension === undefined ? plainText : codeLanguageNamed(extension)
  return named === plainText ? guessLanguage(code) : named
}

// Enough to tell, and a snippet of 1 MB costs no more than a short one.
const lookedAt = 8_000

function guessLanguage(code: string): CodeLanguage {
  const text = code.slice(0, lookedAt)
  if (text.trim() === '') return plainText
  if (looksLikeJson(text)) return codeLanguageNamed('json')
  const scores = signs.map(({ id, patterns }) => ({
    id,
    score: patterns.reduce((sum, [pattern, weight]) => sum + weight * hits(text, pattern), 0),
  }))
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a))
  if (best.score < 2) return plainText
  return codeLanguageNamed(best.id === 'javascript' ? dialectOf(text) : best.id)
}

function looksLikeJson(text: string): boolean {
  return (
    /^\s*[[{]\s*(?:"[^"\n]*"\s*[:,\]]|\{\s*"|\[|-?\d|[\]}])/.test(text) && !/[;=]\s*\n/.test(text)
  )
}

/** Signs of types, and of tags inside of code. */
function dialectOf(text: string): string {
  const isTyped =
    /^\s*(?:export\s+)?(?:interface|enum|declare|namespace|abstract\s+class)\s+\w|^\s*(?:export\s+)?type\s+\w+(?:<[^>\n]*>)?\s*=|^\s*import\s+type\b|[\w)\]]\??:\s*(?:string|number|boolean|void|unknown|any|never|Promise|Record|Map|Set|Array|readonly)\b|\)\s*:\s*[A-Z]\w*(?:<[^>\n]+>)?\s*(?:\{|=>)|\b(?:const|let|var)\s+\w+\s*:\s*\w|\b(?:private|public|protected|readonly)\s+\w+\s*[:(?]|\bas\s+const\b|\bsatisfies\s+\w/m.test(
      text,
    )
  const hasTags =
    /(?:return|=>|[(=?&|])\s*\(?\s*<(?:>|[A-Za-z][\w.]*(?:\s+[\w-]+=|\s*\/?>))/.test(text) &&
    /<\/[\w.]*>|\/>/.test(text)
  if (isTyped) return hasTags ? 'tsx' : 'typescript'
  return hasTags ? 'jsx' : 'javascript'
}

/** How often a sign stands in the text; more than five times tell nothing new. */
function hits(text: string, pattern: RegExp): number {
  return Math.min(text.match(pattern)?.length ?? 0, 5)
}

type Sign = readonly [pattern: RegExp, weight: number]

const signs: readonly { readonly id: string; readonly patterns: readonly Sign[] }[] = [
  {
    id: 'javascript',
    patterns: [
      [
        /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b\s*\*?\s*\w*\s*(?:<[^>]*>)?\(/gm,
        3,
      ],
      [/\b(?:const|let)\s+[\w${[]/g, 2],
      [/\bvar\s+[\w$]+\s*=/g, 1],
      [/=>/g, 1],
      [/===|!==/g, 2],
      [/\b(?:require\(|module\.exports|console\.\w+\(|document\.|JSON\.)/g, 3],
      [/^\s*(?:import|export)\s[^;\n]*\bfrom\s+['"]/gm, 4],
      [/^\s*import\s+['"]/gm, 3],
      [/^\s*(?:export\s+)?(?:interface|type|enum)\s+\w+/gm, 2],
      [/\b(?:async|await|typeof|undefined)\b/g, 1],
      [/^\s*(?:export\s+)?(?:abstract\s+)?class\s+\w+(?:\s+extends\s+[\w.]+)?\s*\{/gm, 1],
    ],
  },
  {
    id: 'python',
    patterns: [
      [/^\s*(?:async\s+)?def\s+\w+\s*\(.*\)?.*:?\s*$/gm, 3],
      [/^\s*class\s+\w+(?:\(.*\))?:\s*$/gm, 4],
      [/^\s*(?:from\s+[\w.]+\s+)?import\s+[\w., *]+(?:\s+as\s+\w+)?\s*$/gm, 2],
      [/^\s*(?:if|elif|for|while|try|except|with|else)\b.*:\s*$/gm, 2],
      [/\b(?:self|None|True|False|elif)\b/g, 1],
      [/\bprint\(/g, 1],
    ],
  },
  {
    id: 'java',
    patterns: [
      [
        /^\s*(?:public|private|protected)\s+(?:static\s+|final\s+|abstract\s+)*[\w<>[\], ]+\s+\w+\s*[({=;]/gm,
        2,
      ],
      [/^\s*import\s+(?:static\s+)?[a-z]\w*(?:\.\w+)+(?:\.\*)?;/gm, 4],
      [/^\s*package\s+[\w.]+;/gm, 5],
      [/\bSystem\.out\.|\bString\[\]/g, 4],
      [/@Override\b/g, 4],
    ],
  },
  {
    id: 'kotlin',
    patterns: [
      [/^\s*(?:(?:private|override|suspend|internal)\s+)*fun\s+(?:<[^>]*>\s*)?[\w.]+\s*\(/gm, 4],
      [/^\s*val\s+\w+\s*(?::|=)/gm, 2],
      [/\bdata\s+class\b|\bcompanion\s+object\b|\?\.\w|\bwhen\s*\(/g, 2],
    ],
  },
  {
    id: 'csharp',
    patterns: [
      [/^\s*using\s+[A-Z][\w.]*;/gm, 5],
      [/^\s*namespace\s+[\w.]+\s*[;{]?\s*$/gm, 4],
      [/\{\s*get;\s*(?:private\s+)?(?:set;|init;)?\s*\}/g, 4],
      [/\bConsole\.Write/g, 4],
      [
        /^\s*(?:public|private|internal|protected)\s+(?:static\s+|async\s+|override\s+)*[\w<>[\]?]+\s+\w+/gm,
        1,
      ],
    ],
  },
  {
    id: 'cpp',
    patterns: [
      [/^\s*#include\s*<\w+>/gm, 3],
      [/\bstd::|\bcout\s*<<|\busing\s+namespace\b/g, 4],
      [/\btemplate\s*<|\bnullptr\b|\bconstexpr\b/g, 3],
      [/^\s*class\s+\w+[^;{]*\{\s*$/gm, 1],
    ],
  },
  {
    id: 'c',
    patterns: [
      [/^\s*#include\s*[<"]\w+\.h[>"]/gm, 4],
      [/\b(?:printf|malloc|free|sizeof|strlen)\s*\(/g, 2],
      [
        /^\s*(?:static\s+|const\s+|unsigned\s+)*(?:int|void|char|float|double|struct\s+\w+)\s*\*?\s*\w+\s*\(/gm,
        2,
      ],
    ],
  },
  {
    id: 'go',
    patterns: [
      [/^package\s+\w+\s*$/gm, 5],
      [/^func\s+(?:\([^)]*\)\s*)?\w+\s*\(/gm, 4],
      [/:=/g, 2],
      [/\bfmt\.\w+\(|\berr\s*!=\s*nil\b/g, 4],
    ],
  },
  {
    id: 'rust',
    patterns: [
      [/^\s*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?fn\s+\w+\s*(?:<[^>]*>)?\(/gm, 4],
      [/\blet\s+mut\s/g, 4],
      [/^\s*(?:use\s+[\w:]+(?:::\{.*\})?;|impl\b|mod\s+\w+)/gm, 3],
      [/\b(?:println!|vec!|Some\(|Ok\(|unwrap\(\))/g, 3],
    ],
  },
  {
    id: 'ruby',
    patterns: [
      [/^\s*def\s+[\w.?!]+(?:\(.*\))?\s*$/gm, 3],
      [/^\s*end\s*$/gm, 2],
      [/^\s*require(?:_relative)?\s+['"]/gm, 4],
      [/\bputs\s|\bdo\s*\|\w|\battr_(?:reader|accessor)\b/g, 3],
    ],
  },
  {
    id: 'swift',
    patterns: [
      [/^\s*import\s+(?:Foundation|UIKit|SwiftUI|Combine)\s*$/gm, 5],
      [/\bfunc\s+\w+\s*\(.*\)\s*(?:throws\s*)?->\s*\w/g, 4],
      [/\bguard\s+let\b|\bif\s+let\b/g, 3],
    ],
  },
  {
    id: 'php',
    patterns: [
      [/<\?php/g, 10],
      [/\$\w+\s*(?:=|->)/g, 1],
    ],
  },
  {
    id: 'sql',
    patterns: [
      [
        /^\s*(?:SELECT\s|INSERT\s+INTO|CREATE\s+(?:TABLE|INDEX|VIEW)|UPDATE\s+\w+\s+SET|DELETE\s+FROM|ALTER\s+TABLE|WITH\s+\w+\s+AS)/gim,
        5,
      ],
      [/\b(?:FROM|WHERE|GROUP BY|ORDER BY|LEFT JOIN)\b/g, 1],
    ],
  },
  {
    id: 'shell',
    patterns: [
      [/^#!.*\b(?:ba|z|da)?sh\b/g, 10],
      [/^\s*(?:fi|done|esac)\s*$/gm, 3],
      [/\$\{?\w+\}?|^\s*(?:echo|export|cd|sudo|curl|grep)\s/gm, 1],
      [/^\s*if\s+\[{1,2}\s/gm, 4],
    ],
  },
  {
    id: 'html',
    patterns: [
      [/^\s*<!doctype html|^\s*<html\b|^\s*<\?xml\b/gim, 10],
      [/^\s*<(?:div|head|body|p|ul|table|form|script|svg|section|header)\b/gim, 2],
    ],
  },
  {
    id: 'css',
    patterns: [
      [/^\s*(?:[.#@:]?[\w-]+(?:[\s,>+~:.#[\]="'()-]+[\w-]+)*)\s*\{\s*$/gm, 1],
      [
        /^\s*(?:color|margin|padding|display|font-\w+|background|border|width|height)\s*:\s*[^;{]+;/gm,
        3,
      ],
      [/^\s*@(?:media|import|keyframes|font-face)\b/gm, 4],
    ],
  },
  {
    id: 'yaml',
    patterns: [
      [/^---\s*$/gm, 2],
      [/^\s*(?:- )?[\w-]+:(?: [^{;]*)?$/gm, 1],
    ],
  },
]
