import { describe, expect, it } from 'vitest'
import { hostAllowed, originAllowed } from '../../../src/host/trigger/access.ts'

const rules = {
  port: 4750,
  hosts: ['host.docker.internal', 'demo.ngrok-free.app'],
  origins: ['https://app.example.test', 'null'],
}

describe('the Host header', () => {
  it.each([
    '127.0.0.1:4750',
    'localhost:4750',
    'LOCALHOST:4750',
    '[::1]:4750',
    'app.localhost:4750',
    'host.docker.internal:4750',
    'demo.ngrok-free.app',
  ])('may be %s', host => {
    expect(hostAllowed(host, rules)).toBe(true)
  })

  it.each([
    'evil.test',
    'evil.test:4750',
    '127.0.0.1',
    '127.0.0.1:80',
    'localhost.evil.test:4750',
    '127.0.0.1.evil.test:4750',
    '',
    '4750',
    undefined,
  ])('may not be %s', host => {
    expect(hostAllowed(host, rules)).toBe(false)
  })
})

describe('the Origin header', () => {
  it.each([
    'http://localhost:3000',
    'https://127.0.0.1',
    'http://[::1]:5173',
    'http://app.localhost:3000',
    'https://app.example.test',
    'null',
  ])('may be %s', origin => {
    expect(originAllowed(origin, rules)).toBe(true)
  })

  it.each([
    'https://evil.test',
    'https://localhost.evil.test',
    'http://evil.test#localhost',
    'file://',
    'https://app.example.test:8443',
  ])('may not be %s', origin => {
    expect(originAllowed(origin, rules)).toBe(false)
  })
})
