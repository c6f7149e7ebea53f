import FileTree
import Testing

@Suite("Times of files")
struct FileTimeTests {
    @Test(
        "times are compared at the coarser precision",
        arguments: [
            (FileTime.Precision.second, FileTime.Precision.second, Int64(0), true), (.second, .second, 1, false),
            (.second, .minute, 59, true), (.second, .minute, 60, false), (.minute, .day, 86_399, true),
            (.nanosecond, .day, 86_400, false), (.nanosecond, .second, 0, true),
        ])
    func precision(first: FileTime.Precision, second: FileTime.Precision, difference: Int64, same: Bool) {
        let left = FileTime(seconds: 1_000_000, precision: first)
        let right = FileTime(seconds: 1_000_000 + difference, precision: second)
        #expect(left.mayEqual(right) == same)
        #expect(right.mayEqual(left) == same)
    }

    @Test("a shift is taken out first")
    func shift() {
        #expect(FileTime(seconds: 7_200).mayEqual(FileTime(seconds: 3_600), shift: 3_600))
        #expect(!FileTime(seconds: 7_200).mayEqual(FileTime(seconds: 3_600)))
    }
}
