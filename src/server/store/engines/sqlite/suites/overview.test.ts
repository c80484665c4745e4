import { askSqlite } from './engines.suite.ts'

askSqlite('overview')
