// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { type Drawing, renderMarkdown } from './render-markdown'

const drawing: Drawing = {
  blockedImage: (host) => `image of ${host}`,
  code: (code, language) => {
    const pre = document.createElement('pre')
    pre.dataset['language'] = language
    pre.textContent = code
    return pre
  },
}

function html(markdown: string): string {
  const host = document.createElement('div')
  host.append(renderMarkdown(markdown, drawing))
  return host.innerHTML
}

describe('Markdown', () => {
  it('becomes headings below those of the page', () => {
    expect(html('# A *b*')).toBe('<h3>A <em>b</em></h3>')
    expect(html('###### A')).toBe('<h6>A</h6>')
  })

  it('has lists with their first number, tasks and nesting', () => {
    expect(html('3. a\n4. b')).toBe('<ol start="3"><li>a</li><li>b</li></ol>')
    expect(html('- [x] a\n- b\n  - c')).toBe('<ul><li>☑ a</li><li>b<ul><li>c</li></ul></li></ul>')
  })

  it('has tables with alignment that scroll by themselves', () => {
    expect(html('| a | b |\n|---|--:|\n| 1 | 2 |')).toBe(
      '<div class="table-scroller" tabindex="0"><table><thead><tr><th>a</th><th class="align-right">b</th></tr></thead>' +
        '<tbody><tr><td>1</td><td class="align-right">2</td></tr></tbody></table></div>',
    )
  })

  it('has code, quotes, rules, breaks and entities', () => {
    expect(html('`a < b`  \n&lt;x&gt; &#65; &unknown;')).toBe(
      '<p><code>a &lt; b</code><br>&lt;x&gt; A &amp;unknown;</p>',
    )
    expect(html('> quoted\n\n---')).toBe('<blockquote><p>quoted</p></blockquote><hr>')
    expect(html('```ts\nlet a\n```')).toBe('<pre data-language="ts">let a</pre>')
  })
})

describe('what could do harm', () => {
  const harmless: readonly (readonly [markdown: string, shown: string])[] = [
    ['<img src=x onerror=alert(1)>', '<p>&lt;img src=x onerror=alert(1)&gt;</p>'],
    ['a <script>alert(1)</script>', '<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>'],
    ['[x](javascript:alert(1))', '<p>x</p>'],
    ['[x](JaVaScRiPt:alert(1))', '<p>x</p>'],
    ['[x](data:text/html,hi)', '<p>x</p>'],
    ['[x](/api/session)', '<p>x</p>'],
    [
      '<https://a.example/"onclick=x>',
      '<p><a href="https://a.example/&quot;onclick=x" target="_blank" rel="noopener noreferrer">https://a.example/"onclick=x</a></p>',
    ],
  ]
  for (const [markdown, shown] of harmless) {
    it(`is shown as text: ${markdown}`, () => expect(html(markdown)).toBe(shown))
  }

  it('is never loaded: an image is a chip with its host', () => {
    expect(html('![cat](https://evil.example/a.png?secret=1)')).toBe(
      '<p><span class="blocked-image">image of evil.example · cat</span></p>',
    )
  })
})
