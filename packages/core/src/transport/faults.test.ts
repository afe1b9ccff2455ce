import { describeFaults } from '@outloud/testing'
import { missingTools } from '../../../../test/tools.ts'

describeFaults('every fault, over the global fetch', { missingTools })
