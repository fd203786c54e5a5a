import { describe, expect, test } from 'vitest';
import { renderJUnit } from './junit.js';

describe('JUnit XML', () => {
  test('has a case a verdict, and counts them', () => {
    const xml = renderJUnit(
      'exo check exo',
      [
        { name: 'Agreement', outcome: 'failed', text: 'Agreement is violated\n a < b' },
        { name: 'Stability', outcome: 'skipped', text: 'not finished' },
        { name: 'no deadlock', outcome: 'passed' },
        { name: 'it', outcome: 'error', text: 'EXO142: "x"' },
        { name: 'm', outcome: 'passed', text: 'by\nA<B' },
        { name: 's', outcome: 'skipped', text: 'late\nA<B' },
      ],
      1.5,
    );
    const counts = 'tests="6" failures="1" errors="1" skipped="2" time="1.500"';
    expect(xml.split('\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites ${counts}>`,
      `  <testsuite name="exo check exo" ${counts}>`,
      '    <testcase classname="exo check exo" name="Agreement"><failure message="Agreement is violated">Agreement is violated',
      ' a &lt; b</failure></testcase>',
      '    <testcase classname="exo check exo" name="Stability"><skipped message="not finished"/></testcase>',
      '    <testcase classname="exo check exo" name="no deadlock"/>',
      '    <testcase classname="exo check exo" name="it"><error message="EXO142: &quot;x&quot;">EXO142: &quot;x&quot;</error></testcase>',
      '    <testcase classname="exo check exo" name="m"><system-out>by',
      'A&lt;B</system-out></testcase>',
      '    <testcase classname="exo check exo" name="s"><skipped message="late">late',
      'A&lt;B</skipped></testcase>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ]);
  });

  test('leaves out what XML has no place for', () => {
    const [, , , line] = renderJUnit(
      's',
      [{ name: 'a\u0000\u001b[1mb\n]]>\ud800', outcome: 'passed' }],
      0,
    ).split('\n');
    expect(line).toBe('    <testcase classname="s" name="a[1mb&#10;]]&gt;"/>');
  });
});
