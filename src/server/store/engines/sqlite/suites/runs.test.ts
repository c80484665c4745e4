import { askSqlite } from './engines.suite.ts'

askSqlite('runs')
