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

    @Test(
        "whole hours between two times, a day and two hours at most",
        arguments: [
            (FileTime(seconds: 7_200), FileTime(seconds: 0), 7_200),
            (FileTime(seconds: 0), FileTime(seconds: 7_200), -7_200),
            (FileTime(seconds: 5), FileTime(seconds: 5), 0), (FileTime(seconds: 3_601), FileTime(seconds: 0), nil),
            (FileTime(seconds: 26 * 3_600), FileTime(seconds: 0), 26 * 3_600),
            (FileTime(seconds: 27 * 3_600), FileTime(seconds: 0), nil),
            (FileTime(seconds: 3_659), FileTime(seconds: 0, precision: .minute), 3_600),
            (FileTime(seconds: .max), FileTime(seconds: .min), nil),
        ] as [(FileTime, FileTime, Int64?)])
    func hours(first: FileTime, second: FileTime, shift: Int64?) {
        #expect(first.hourShift(from: second) == shift)
    }
}
