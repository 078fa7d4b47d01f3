"""The course: its manifest, a learner's progress in it, its starters and its linter."""

from mqlearn.course.manifest import Course, CourseError, Exercise, Lesson

__all__ = ["Course", "CourseError", "Exercise", "Lesson"]
