import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../../testing/axe';
import { Markdown } from './Markdown';

const html = (text: string) => {
  const { container, unmount } = render(<Markdown text={text} />);
  const result = container.innerHTML;
  unmount();
  return result;
};

describe('what people write', () => {
  it.each([
    ['**bold** and *thin*', '<strong>bold</strong> and <em>thin</em>'],
    ['~~gone~~', '<del>gone</del>'],
    ['a `b` c', 'a <code>b</code> c'],
    ['- one\n- two', '<ul><li><p>one</p></li><li><p>two</p></li></ul>'],
    ['3. three\n4. four', '<ol start="3">'],
    ['> quoted', '<blockquote><p>quoted</p></blockquote>'],
  ])('%j', (text, expected) => {
    expect(html(text)).toContain(expected);
  });

  it('keeps line breaks, and text that only looks like structure', () => {
    expect(html('one\ntwo')).toContain('<p>one\ntwo</p>');
    expect(html('    four spaces')).toContain('four spaces');
    expect(html('    four spaces')).not.toContain('<code');
    expect(html('title\n---')).not.toContain('data-depth');
    expect(html('~approximately~')).toContain('~approximately~');
  });

  it('renders tables in a box that scrolls by keyboard', async () => {
    render(<Markdown text={'| a | b |\n|---|--:|\n| 1 | 2 |'} />);
    expect(screen.getByRole('region', { name: 'Table' })).toHaveProperty('tabIndex', 0);
    expect(screen.getByRole('columnheader', { name: 'b' }).dataset.align).toBe('right');
    await expectAccessible();
  });

  it('hides spoilers until they are asked for', async () => {
    render(<Markdown text="the gardener ||did **it**||, clearly" />);
    expect(screen.queryByText('it', { selector: 'strong' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Spoiler, show' }));
    expect(screen.getByText('it', { selector: 'strong' })).toBeTruthy();
    await expectAccessible();
  });

  it('leaves a lone || alone', () => {
    expect(html('a || b')).toContain('<p>a || b</p>');
    expect(html('|||| nothing')).toContain('|||| nothing');
  });

  it('gives mentions to the given component, but not inside of words, addresses and code', () => {
    const seen: string[] = [];
    const mention = ({ name }: { name: string }) => {
      seen.push(name);
      return <b>@{name}</b>;
    };
    render(<Markdown text={'@ada, look. (@Bob.) me@example.org `@code` a/@b'} mention={mention} />);
    expect(seen).toEqual(['ada', 'Bob.']);
  });

  it('puts the tail into the last line, behind a block where the text ends with one', () => {
    const { container, rerender } = render(<Markdown text="one *two*" tail={<i>✓</i>} />);
    expect(container.querySelector('p')?.innerHTML).toBe('one <em>two</em><i>✓</i>');
    rerender(<Markdown text={'one\n\n- two\n  > - three'} tail={<i>✓</i>} />);
    expect(container.querySelector('blockquote li p')?.innerHTML).toBe('three<i>✓</i>');
    expect(container.querySelectorAll('i')).toHaveLength(1);
    rerender(<Markdown text={'one\n\n```\ntwo\n```'} tail={<i>✓</i>} />);
    expect(container.querySelector('.markdown > i, [class*="markdown"] > i')).toBeTruthy();
  });

  it('colours code of a known language when the highlighter has come', async () => {
    const { container } = render(<Markdown text={'```js\nconst a = "b";\n```\n```nonsense\nx\n```'} />);
    expect(container.querySelectorAll('pre')).toHaveLength(2);
    expect(await screen.findByText('const', { selector: 'span' })).toBeTruthy();
    expect(container.querySelector('pre')?.textContent).toBe('const a = "b";');
    await expectAccessible();
  });
});

function depthOf(element: Element): number {
  let depth = 0;
  for (let level = [element]; level.length > 0; depth++) level = level.flatMap((one) => [...one.children]);
  return depth;
}

describe('what attackers write', () => {
  /** Each of these has run script somewhere once. */
  const corpus = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    '<style>*{display:none}</style>',
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](java&#10;script:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](javascript&colon;alert(1))',
    '[x](<java\u0000script:alert(1)>)',
    '[x](\u0001javascript:alert(1))',
    '[x](vbscript:msgbox(1))',
    '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
    '[x](file:///etc/passwd)',
    '[x](//evil.example/)',
    '[x](/r/room)',
    '![x](javascript:alert(1))',
    '![x" onerror="alert(1)](https://a.example/i.png)',
    '<javascript:alert(1)>',
    '[x]: javascript:alert(1)\n\n[x]',
    '[a](https://a.example/"onmouseover="alert(1))',
    '`<img src=x onerror=alert(1)>`',
    '```html\n<script>alert(1)</script>\n```',
    '| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |',
    '||<img src=x onerror=alert(1)>||',
    '@ada<script>alert(1)</script>',
    '**<b onclick=alert(1)>x</b>**',
  ];

  it.each(corpus)('%j becomes text or a harmless link', (text) => {
    const { container } = render(<Markdown text={text} />);
    const allowed = new Set(
      'DIV P STRONG EM DEL CODE PRE BR HR A UL OL LI BLOCKQUOTE TABLE THEAD TBODY TR TH TD BUTTON SPAN'.split(
        ' ',
      ),
    );
    for (const element of container.querySelectorAll('*')) {
      expect(allowed).toContain(element.tagName);
      for (const { name } of element.attributes) expect(name).not.toMatch(/^on|^src|^style|^formaction/);
    }
    for (const link of container.querySelectorAll('a')) {
      expect(new URL(link.href).protocol).toMatch(/^(https?|mailto):$/);
      expect(link.rel).toBe('noopener nofollow');
      expect(link.target).toBe('_blank');
    }
  });

  it('shows raw HTML as it was typed', () => {
    render(<Markdown text="<b>not bold</b> & <i>so</i>" />);
    expect(screen.getByText('<b>not bold</b> & <i>so</i>')).toBeTruthy();
  });

  it.each([
    '>',
    '> ',
    '*',
    '_',
    '[',
    '![',
    '`',
    '~',
    '||',
    '- ',
    '> - ',
    '1. > ',
    '**_',
    '<',
    '**a ',
    '[a](',
    '* a\n',
    '|a',
    '@a ',
    'http://a ',
  ])('ends, and not deep, with 8,000 characters of %j', (piece) => {
    const { container } = render(<Markdown text={piece.repeat(8000 / piece.length)} />);
    expect(depthOf(container)).toBeGreaterThan(2);
    expect(depthOf(container)).toBeLessThan(80);
  });

  it('a list that steps inwards for ever is text from some depth on', () => {
    const steps = Array.from({ length: 80 }, (_, i) => `${'  '.repeat(i)}- step ${i}`).join('\n');
    const { container } = render(<Markdown text={steps} />);
    expect(depthOf(container)).toBeLessThan(80);
    expect(container.textContent).toContain('step 79');
  });
});
