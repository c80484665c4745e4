import { askSqlite } from './engines.suite.ts'

askSqlite('messages')
