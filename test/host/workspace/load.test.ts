import { describe, expect, it } from 'vitest'
import { lines, loadOne, open } from './open.ts'

const head = 'id: a1\nname: One\ntrigger: { type: request }\n'

describe('a workflow that loads', () => {
  it('has its defaults, its inline Function and a version', async () => {
    const workflow = await loadOne(`${head}steps:\n  - { id: shape, type: function, code: "() => 1" }\n`)
    expect(workflow.issues).toEqual([])
    expect(workflow.document).toMatchObject({ enabled: true, trigger: { method: 'POST' } })
    expect(workflow.functions.get('shape')).toEqual({
      file: 'workflows/one.workflow.yaml',
      source: '() => 1',
      at: { line: 5, column: 40 },
    })
    expect(workflow.version).toMatch(/^[0-9a-f]{64}$/)
  })

  it('changes its version with a Function file, not only with the document', async () => {
    const document = `${head}steps:\n  - { id: shape, type: function, file: workflows/one/shape.js }\n`
    const first = await loadOne(document, { 'workflows/one/shape.js': '() => 1' })
    const second = await loadOne(document, { 'workflows/one/shape.js': '() => 2' })
    expect(first.functions.get('shape')).toEqual({ file: 'workflows/one/shape.js', source: '() => 1' })
    expect(first.version).not.toBe(second.version)
  })

  it('is found by slug, id and name', async () => {
    const workspace = await open({
      'workflows/one.workflow.yaml': head,
      'workflows/two.workflow.yaml': head.replace('a1', 'b2').replace('One', 'Second one'),
    })
    expect(workspace.find('one')?.id).toBe('a1')
    expect(workspace.find('b2')?.slug).toBe('two')
    expect(workspace.find('second one')?.slug).toBe('two')
    expect(workspace.find('three')).toBeUndefined()
  })
})

describe('a document that does not follow its schema', () => {
  it('names the field, its place and the nearest known word', async () => {
    const workflow = await loadOne(`id: a1
name: One
trigger: { type: requst, metod: GET }
steps:
  - id: a
    type: functon
  - { id: b, type: response, responseType: JSON, bdy: {} }
  - id: d
    type: conditional
    if: { any: [{ all: [{ left: 1, operator: strngContains, right: 1 }] }] }
    whenTrue: [{ id: e, type: delay, unit: MINUTE, value: 1.5 }]
enabld: true
`)
    expect(workflow.document).toBeUndefined()
    expect(lines(workflow.issues)).toEqual([
      '3:18 trigger.type: trigger.type does not take requst; did you mean request?',
      '6:11 steps[0].type: steps[0].type does not take functon; did you mean function?',
      '7:50 steps[1].bdy: bdy is not known in steps[1]; did you mean body?',
      '10:46 steps[2].if.any[0].all[0].operator: steps[2].if.any[0].all[0].operator does not take strngContains; did you mean stringContains?',
      '11:44 steps[2].whenTrue[0].unit: steps[2].whenTrue[0].unit does not take MINUTE; did you mean MINUTES?',
      '11:59 steps[2].whenTrue[0].value: steps[2].whenTrue[0].value takes a whole number or text, not the number 1.5',
      '12:1 enabld: enabld is not known; did you mean enabled?',
    ])
  })

  it('says what is missing and what a method may be', async () => {
    const workflow = await loadOne('id: a1\ntrigger: { type: request, method: FETCH }\nsteps: {}\n')
    expect(lines(workflow.issues)).toEqual([
      '1:1 name: name is missing; it takes text',
      '2:35 trigger.method: trigger.method does not take FETCH; it is one of GET, POST, PUT, PATCH, DELETE, ANY',
      '3:8 steps: steps takes a list, not a map',
    ])
  })

  it('asks for a number in quotes where text belongs', async () => {
    const workflow = await loadOne(head.replace('a1', '17'))
    expect(lines(workflow.issues)).toEqual(['1:5 id: id takes text, not the number 17; in quotes it is text: "17"'])
  })

  it('keeps the source, the id and the name of a file that is not YAML', async () => {
    const source = '\uFEFF# mine\r\nid: "a1" # the id\r\nname: [One\r\n'
    const workflow = await loadOne(source)
    expect(workflow).toMatchObject({ id: 'a1', name: 'one', slug: 'one', document: undefined, version: '', source })
    expect(workflow.issues[0]).toMatchObject({ file: 'workflows/one.workflow.yaml', severity: 'error' })
    expect(workflow.issues[0]?.line).toBeGreaterThanOrEqual(3)
    expect(workflow.issues[0]?.message).toMatch(/^This is not YAML: /)
  })

  it.each([
    ['"id": "a1"\nname: [One\n'],
    ["'id': a1\nname: [One\n"],
    ['{\n  "id": "a1",\n  "name": \n'],
    ['# yaml-language-server: $schema=x\n{ id: a1, steps: [{ id: shape }\n'],
    ["{'id': 'a1', name: \n"],
  ])('knows the id of %j', async source => {
    expect(await loadOne(source)).toMatchObject({ id: 'a1', document: undefined })
  })

  it('takes no step’s id for the workflow’s', async () => {
    expect(await loadOne('{ "steps": [{ "id": "a1" }\n')).toMatchObject({ id: null })
    expect(await loadOne('steps:\n  - type: delay\n    id: a1\n  - [\n')).toMatchObject({ id: null })
  })

  it('refuses bytes that are not UTF-8', async () => {
    const broken = await loadOne(Buffer.concat([Buffer.from(head), Buffer.from([0x23, 0xff, 0x0a])]))
    expect(lines(broken.issues)).toEqual(['4:2 : This file is not UTF-8 text; save it as UTF-8'])
  })
})

describe('references', () => {
  const steps = (text: string) => `${head}steps:\n${text}`

  it('reach earlier steps, those in branches and fan-outs too', async () => {
    const workflow = await loadOne(
      steps(`  - { id: first, type: function, code: "() => []", parameters: { a: "{{ trigger.request.body }} {{ user.userId }}" } }
  - id: known
    type: conditional
    if: { any: [{ all: [{ left: "{{ first.result }}", operator: exists }] }] }
    whenTrue: [{ id: yes, type: function, code: "() => 1", parameters: { choice: "{{ known.selectedChoice }}" } }]
    whenFalse: [{ id: no, type: function, code: "() => 1" }]
  - id: each
    type: fanOut
    iterator: "{{ first.result }}"
    steps: [{ id: inner, type: function, code: "() => 1", parameters: { item: "{{ each.instance }}" } }]
  - { id: reply, type: response, responseType: JSON, body: { a: "{{ yes.result }}{{ no.result }}", b: "{{ inner.result }}" } }
`),
    )
    expect(lines(workflow.issues)).toEqual([])
  })

  it('do not reach later steps, the other branch, the step itself or a step that is not there', async () => {
    const workflow = await loadOne(
      steps(`  - { id: first, type: function, code: "() => 1", parameters: { a: "{{ reply.body }}", b: "{{ first.result }}", c: "{{ frist.result }}" } }
  - id: known
    type: conditional
    if: { any: [{ all: [{ left: 1, operator: exists }] }] }
    whenTrue: [{ id: yes, type: function, code: "() => 1" }]
    whenFalse: [{ id: no, type: function, code: "() => 1", parameters: { a: "{{ yes.result }}", b: "{{ frst.result }}" } }]
  - { id: reply, type: response, responseType: JSON, body: {} }
`),
    )
    expect(lines(workflow.issues)).toEqual([
      '5:72 steps[0].parameters.a: reply does not run before first, so its output is not there yet; use an earlier step',
      '5:95 steps[0].parameters.b: first is this step itself; its output is there for later steps',
      '5:120 steps[0].parameters.c: There is no step frist; no step runs before this one',
      '10:81 steps[1].whenFalse[0].parameters.a: yes does not run before no, so its output is not there yet; use an earlier step',
      '10:104 steps[1].whenFalse[0].parameters.b: There is no step frst; did you mean first?',
    ])
  })

  it('are placed inside block text by line and column', async () => {
    const workflow = await loadOne(
      steps(`  - id: call
    type: request
    url: https://api.example.com
    bodyType: raw
    body: |
      Hello {{ user.userId }},
      this is {{ nobody.name }}
`),
    )
    expect(lines(workflow.issues)).toEqual([
      '11:18 steps[0].body: There is no step nobody; no step runs before this one',
    ])
  })

  it('say where a template is broken', async () => {
    const workflow = await loadOne(
      steps(`  - { id: reply, type: response, responseType: JSON, body: { a: "x {{ trigger..a }}" } }\n`),
    )
    expect(lines(workflow.issues)).toEqual([
      "5:78 steps[0].body.a: Unexpected text in the reference: a path takes .name, ['any name'] or [0]",
    ])
  })

  it('name self only in a request with pagination, which may also name itself', async () => {
    const paged = `  - id: call
    type: request
    url: https://api.example.com
    params: { page: "{{ self.pageToken }}" }
    pagination: { type: token, pageToken: "{{ call.response.body.next }}" }
`
    expect(lines((await loadOne(steps(paged))).issues)).toEqual([])
    const plain = await loadOne(steps(paged.replace(/ {4}pagination.*\n/, '')))
    expect(lines(plain.issues)).toEqual([
      '8:25 steps[0].params.page: self stands for the page of a request step with pagination:, and only there',
    ])
    const misspelt = await loadOne(steps(paged.replace('self.pageToken', 'self.pageTokn')))
    expect(lines(misspelt.issues)).toEqual(['8:25 steps[0].params.page: self has no pageTokn; did you mean pageToken?'])
  })

  it.each([
    ['type: token', '8:17 steps[0].pagination.pageToken: steps[0].pagination.pageToken: type: token needs pageToken'],
    ['type: page', '8:25 steps[0].pagination.type: '],
    ['type: range, limit: 0', '8:39 steps[0].pagination.limit: '],
    [
      'type: range, skip: first',
      '8:38 steps[0].pagination.skip: steps[0].pagination.skip: takes a whole number from 0',
    ],
    [
      'type: nextPageToken, output: "items ["',
      '8:48 steps[0].pagination.output: steps[0].pagination.output: "items [" is no place in a page',
    ],
    [
      'type: range, pageToken: body.next',
      'warning 8:32 steps[0].pagination.pageToken: type: range does not look at pageToken',
    ],
    [
      'type: nextPageToken, skip: 5',
      'warning 8:40 steps[0].pagination.skip: type: nextPageToken does not look at skip',
    ],
  ])('name what cannot be in pagination: { %s }', async (pagination, issue) => {
    const call = `  - id: call\n    type: request\n    url: https://api.example.com\n    pagination: { ${pagination} }\n`
    const workflow = await loadOne(steps(call))
    expect(lines(workflow.issues)).toEqual([expect.stringContaining(issue)])
  })

  it('name only secrets that the settings name, and settings with a warning', async () => {
    const workspace = await open(
      {
        'triggerbench.yaml': 'secrets: [CRM_TOKEN]\nsettings: { base: x }\n',
        'workflows/one.workflow.yaml': steps(
          `  - { id: call, type: request, url: "{{ settings.bass }}", headers: { a: "{{ secrets.CRM_TOKE }}", b: "{{ secrets.CRM_TOKEN }}" } }\n`,
        ),
      },
      { env: { TRIGGERBENCH_SECRET_CRM_TOKEN: 'x' } },
    )
    expect(lines(workspace.workflows[0]?.issues ?? [])).toEqual([
      'warning 5:41 steps[0].url: settings: in triggerbench.yaml has no bass, so this is null; did you mean base?',
      '5:78 steps[0].headers.a: secrets: in triggerbench.yaml does not name CRM_TOKE; add it there, its value stays out of the document; did you mean CRM_TOKEN?',
    ])
  })
})

describe('what the schema cannot say', () => {
  it('finds an id that two steps share, wherever they stand', async () => {
    const workflow = await loadOne(`${head}steps:
  - { id: a, type: fanOut, iterator: [], steps: [{ id: b, type: delay, value: 1 }] }
  - { id: b, type: delay, value: 1 }
`)
    expect(lines(workflow.issues)).toEqual([
      '6:11 steps[1].id: Another step, steps[0].steps[0], has the id b; ids are unique in a workflow',
    ])
  })

  it('finds a Function file that is missing or leads out', async () => {
    const workflow = await loadOne(`${head}steps:
  - { id: a, type: function, file: workflows/one/a.js }
  - { id: b, type: function, file: ../b.js }
`)
    expect(lines(workflow.issues)).toEqual([
      '5:36 steps[0].file: There is no file workflows/one/a.js in the workspace; make it, or write the function under code:',
      '6:36 steps[1].file: The path "../b.js" leads out of the folder; paths are relative to the folder, with /',
    ])
  })

  it('finds integrations, actions and inputs that are not there', async () => {
    const workspace = await open({
      'triggerbench.yaml': 'integrations: { crm: { kind: crm }, mail: { kind: email } }\n',
      'workflows/one.workflow.yaml': `${head}steps:
  - { id: a, type: integration, action: crn.searchContacts }
  - { id: b, type: integration, action: crm.serchContacts }
  - { id: c, type: integration, action: mail.send, with: { to: a@b.c, subjct: x } }
`,
    })
    expect(lines(workspace.workflows[0]?.issues ?? [])).toEqual([
      '5:41 steps[0].action: integrations: in triggerbench.yaml has no crn; did you mean crm?',
      '6:41 steps[1].action: crm (kind crm) has no action serchContacts; did you mean searchContacts?',
      'warning 7:58 steps[2].with: mail.send needs subject: add it under with:',
      'warning 7:71 steps[2].with.subjct: mail.send has no input subjct; did you mean subject?',
    ])
  })

  it('warns about a credential that stands in the document', async () => {
    const workflow = await loadOne(`${head}steps:
  - { id: a, type: request, url: "http://x.test", authorization: { type: bearer, token: abcdefgh } }
  - { id: b, type: request, url: "http://x.test", headers: { Authorization: Bearer abcdefgh } }
`)
    expect(workflow.document).toBeDefined()
    expect(workflow.issues.map(({ line, path, severity }) => [line, path, severity])).toEqual([
      [5, 'steps[0].authorization.token', 'warning'],
      [6, 'steps[1].headers.Authorization', 'warning'],
    ])
  })

  it('loads neither of two files with one id', async () => {
    const workspace = await open({
      'workflows/one.workflow.yaml': head,
      'workflows/two.workflow.yaml': `# copy\n${head}`,
    })
    expect(workspace.workflows.map(({ document, issues }) => [document, lines(issues)])).toEqual([
      [undefined, ['1:5 id: workflows/two.workflow.yaml has the same id; give one of them an id of its own']],
      [undefined, ['2:5 id: workflows/one.workflow.yaml has the same id; give one of them an id of its own']],
    ])
  })

  it('tells files that are not read', async () => {
    const workspace = await open({
      'workflows/one.workflow.yaml': head,
      'workflows/two.yaml': head,
      'requests/oen/a.request.yaml': 'name: A\n',
    })
    expect(workspace.issues.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'workflows/two.yaml: This file is not read: its name does not end in .workflow.yaml',
      'requests/oen: There is no workflow workflows/oen.workflow.yaml for these requests; did you mean one?',
    ])
  })
})

describe('saved test requests', () => {
  const requests = async (document: string) => {
    const workflow = await loadOne(head, { 'requests/one/a.request.yaml': document })
    return workflow.requests[0]
  }

  it('stand with their workflow, by key and name', async () => {
    expect(await requests('name: Lead\nbody: { type: json, text: "{}" }\n')).toMatchObject({
      key: 'one/a',
      name: 'Lead',
      file: 'requests/one/a.request.yaml',
      document: { method: 'POST', auth: { type: 'none' } },
      issues: [],
    })
  })

  it('say what a part needs, and which of its keys is unknown', async () => {
    const request = await requests(
      'name: Lead\nbody:\n  type: multipart\n  parts:\n    - { name: a }\n    - { name: b, fil: files/a.pdf }\n',
    )
    expect(request?.document).toBeUndefined()
    expect(lines(request?.issues ?? [])).toEqual([
      '5:7 body.parts[0]: body.parts[0] needs one of value:, file:, hex:',
      '6:18 body.parts[1].fil: fil is not known in body.parts[1]; did you mean file?',
    ])
  })

  it('warn about a file that is missing and refuse one that leads out', async () => {
    const request = await requests(
      'name: Lead\nbody: { type: multipart, parts: [{ name: a, file: files/a.pdf }, { name: b, file: ../../b.pdf }] }\n',
    )
    expect(lines(request?.issues ?? [])).toEqual([
      'warning 2:51 body.parts[0].file: There is no file files/a.pdf in the workspace',
      '2:83 body.parts[1].file: The path "../../b.pdf" leads out of the folder; paths are relative to the folder, with /',
    ])
  })
})
