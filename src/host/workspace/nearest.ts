export { didYouMean, nearest } from '../../shared/nearest.ts'
