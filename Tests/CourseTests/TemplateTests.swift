// The exports of Canvas, Moodle, and Blackboard get points in one column, and keep everything else.

import Foundation
import GraderKit
import XCTest

final class TemplateTests: XCTestCase {
  private let lab = Lab.all[3]

  func testACanvasExportIsFilled() throws {
    let text = """
      Student,ID,SIS User ID,SIS Login ID,Section,Lab 3 (776),Lab 4 (777),Lab 40 (778)\r
          Points Possible,,,,,10,11,12\r
      "Doe, Jane",101,9001,jdoe,"S ""1""\",5,,\r
      "Roe, Ann-Marie",102,9002,aroe,S 2,,3.0,\r
      "Poe, Max",103,9003,mpoe,S 2,,,\r
      "Zoe, Al",104,9004,azoe,S 2,,1,\r

      """
    let filled = try fill(
      text, nil,
      [("doejane", "101", 7), ("roeannmarie", nil, 9), ("zoeal", "104", nil), ("moe", "105", 2)])

    XCTAssertEqual(
      filled.text,
      text.replacing("\",5,,", with: "\",5,7,").replacing(",,3.0,", with: ",,9,"))
    XCTAssertEqual(
      filled.unmatched,
      """
      where,student,number,why
      both,zoeal,104,no mark: grader failed
      export,"Poe, Max",103,no submission
      submissions,moe,105,no row has this number

      """)
  }

  func testAMoodleWorksheetIsFilled() throws {
    let text = """
      Identifier;Full name;Email address;Status;Grade;"Maximum Grade"
      Participant 12345;Jane Döe;jane@example.org;"Submitted; late";;"10,00"
      Teilnehmer/in 12346;Max Poe;max@example.org;;"";"10,00"

      """
    let filled = try fill(text, "grade", [("Jane Döe", "12345", 7), ("max@example.org", nil, 0)])

    XCTAssertEqual(
      filled.text,
      text.replacing("late\";;", with: "late\";7;").replacing(";;\"\";", with: ";;\"0\";"))
  }

  func testABlackboardExportInUTF16IsFilled() throws {
    let header = ["Last Name", "First Name", "Username", "Lab 04 [Total Pts: 10 Score] |1281892"]
    let rows = [header, ["Döe", "Jane", "jdoe", ""]].map { row in
      row.map { "\"\($0)\"" }.joined(separator: "\t") + "\n"
    }
    let units = Array(rows.joined().utf16)
    let bytes: [UInt8] = [0xfe, 0xff] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    let template = try Template(CSV(bytes), title: "gc.xls")
    let marks = [Template.Mark(student: "jane DÖE", number: nil, points: 7)]

    let filled = template.filled([(try template.column(named: nil, for: [lab]), marks)])

    XCTAssertEqual(filled.count, 1)
    XCTAssertEqual(CSV(filled.bytes).rows[1].map(\.text), ["Döe", "Jane", "jdoe", "7"])
    XCTAssertEqual(filled.bytes.count, bytes.count + 2)
    XCTAssertEqual(try template.column(named: "lab 04", for: []), 3)
  }

  func testAColumnIsNeverGuessed() throws {
    let header = "Student,ID,Lab 4 (1),lab04 bonus (2),Quiz 4 (3)\n"
    let wrong: [(String?, [Lab], String)] = [
      (nil, [lab], "2 columns of x.csv name lab 4"), (nil, [Lab.all[4]], "0 columns"),
      (nil, Array(Lab.all[2...3]), "2 labs are marked"), ("Lab 5", [lab], "0 columns"),
      ("ID", [lab], "The column \"ID\" says who"),
    ]
    let template = try Template(CSV(Array(header.utf8)), title: "x.csv")
    for (name, labs, start) in wrong {
      XCTAssertThrowsError(try template.column(named: name, for: labs)) { error in
        XCTAssert("\(error)".hasPrefix(start), "\(error)")
        XCTAssert("\(error)".contains("\"lab04 bonus (2)\""), "\(error)")
      }
    }
    XCTAssertEqual(try template.column(named: "lab 4", for: [lab]), 2)
    XCTAssertEqual(try template.column(named: "Quiz 4 (3)", for: [lab]), 4)
    XCTAssertThrowsError(try Template(CSV(Array("a,b\n".utf8)), title: "x.csv"))
  }

  // MARK: Matching

  func testANamesakeNeverGetsAMark() throws {
    let text = "Name,ID,Lab 4\nJane Doe,1,\nJane Doe,2,\nMax Poe,3,\nmax-poe,4,\nAl Zoe,5,\n"

    let byName = try fill(text, nil, [("Jane Doe", nil, 7), ("maxpoe", nil, 7), ("alzoe", nil, 7)])
    XCTAssertEqual(byName.text, text.replacing("5,\n", with: "5,7\n"))
    XCTAssert(byName.unmatched.contains("submissions,Jane Doe,,2 rows have this name\n"))

    let byNumber = try fill(text, nil, [("Jane Doe", "2", 7), ("Al Zoe", "9", 7)])
    XCTAssertEqual(byNumber.text, text.replacing("2,\n", with: "2,7\n"))
    XCTAssert(byNumber.unmatched.contains("submissions,Al Zoe,9,no row has this number\n"))
  }

  func testNumbersOfAnotherSystemAreIgnored() throws {
    let text = "Name,Student ID,Lab 4\nJane Doe,1,\nMax Poe,2,\nAl Zoe,3,\n"
    let filled = try fill(
      text, nil, [("Jane Doe", "3", 7), ("Max Poe", "88", 8), ("Al Zoe", "9", 9)])

    XCTAssertEqual(
      filled.text, "Name,Student ID,Lab 4\nJane Doe,1,7\nMax Poe,2,8\nAl Zoe,3,9\n")
  }

  func testTwoSubmissionsOfOnePersonGetNoMark() throws {
    let text = "Name,Login,Lab 4\nJane Doe,jd,\n"
    let filled = try fill(text, nil, [("jane doe", nil, 7), ("jd", nil, 8)])

    XCTAssertEqual(filled.text, text)
    XCTAssert(filled.unmatched.contains("submissions,jd,,2 submissions fit its row\n"))
  }

  func testANumberComesBeforeAName() throws {
    let text = "Name,ID,Lab 4\n\"Poe, Max\",3,\n"
    let filled = try fill(text, nil, [("Max Poe", nil, 7), ("poemax", "3", 8)])

    XCTAssertEqual(filled.text, text.replacing("3,\n", with: "3,8\n"))
    XCTAssert(filled.unmatched.contains(",Max Poe,,its row has another submission's number\n"))
  }

  func testARosterGivesNumbersAndTimes() throws {
    let text = "Login;Student;Submitted\njd;\"Doe, Jane\";2026-11-30T12:00Z\n;;\nmp;Max;\n"
    let list = try ClassList(CSV(Array(text.utf8)), title: "roster.csv")

    XCTAssertEqual(list.people.map(\.name), ["Doe, Jane", "Max"])
    XCTAssertEqual(list.people.map(\.submitted), [try Date(written: "2026-11-30T12:00Z"), nil])
    let wrong = CSV(Array(text.replacing("2026-11-30T12:00Z", with: "late").utf8))
    XCTAssertThrowsError(try ClassList(wrong, title: "roster.csv")) {
      XCTAssert("\($0)".hasPrefix("roster.csv, line 2: \"late\" is no date"), "\($0)")
    }
  }

  private func fill(
    _ text: String, _ column: String?, _ marks: [(String, String?, Int?)]
  ) throws -> (text: String, unmatched: String) {
    let template = try Template(CSV(Array(text.utf8)), title: "export.csv")
    let all = marks.map {
      Template.Mark(student: $0, number: $1, points: $2, reason: "grader failed")
    }
    let filled = template.filled([(try template.column(named: column, for: [lab]), all)])
    return (String(decoding: filled.bytes, as: UTF8.self), filled.unmatched)
  }
}
